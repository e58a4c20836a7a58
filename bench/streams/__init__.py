"""Streams of requests, whole and broken, cut at random: answered as others do, or otherwise for a reason.

The same bytes go to a connection of feedsvc and to uvicorn's own two, which part them by llhttp and by h11.
"""
