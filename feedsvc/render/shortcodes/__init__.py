"""Tags of other generators in a post's Markdown: those of Hexo, Jekyll (Liquid) and Hugo."""
