"""Random histories of a blog, held against what its readers were promised.

Nothing here asks feedsvc what a post is: the author of a blog knows which story each record tells, and the
readers know what they were shown. `python -m bench histories` goes through many.
"""
