"""How Hexo, Jekyll, Hugo and Pelican keep a blog on disk: which files are posts, and where they show them."""
