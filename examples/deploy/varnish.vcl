# Varnish 6.0 or newer in front of `feedsvc web`.
#
# feedsvc says by itself how long each answer may be kept (Cache-Control), and answers 304. What Varnish would
# do of its own accord is right but for three things.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

acl publishers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # Who publishes may take away everything that a post or a feed is in:
    #   curl -X PURGE -H 'Surrogate-Key: post-7' http://127.0.0.1/
    if (req.method == "PURGE") {
        if (client.ip !~ publishers || !req.http.Surrogate-Key) {
            return (synth(403));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)" + regsuball(req.http.Surrogate-Key, "[^a-z0-9-]", "") + "(\s|$)");
        return (synth(200));
    }
    # No answer depends on cookies, and queries mean nothing: without them there is one copy of each document.
    unset req.http.Cookie;
    set req.url = regsub(req.url, "\?.*$", "");
    # Browsers that show a feed get it under another type: two copies of it, not one for each kind of request.
    if (req.http.Sec-Fetch-Dest != "document") {
        unset req.http.Sec-Fetch-Dest;
    }
}

sub vcl_deliver {
    # For caches, not for readers.
    unset resp.http.Surrogate-Key;
}
