AUTHOR = "Ana"
ARTICLE_URL = "{category}/{slug}/"
