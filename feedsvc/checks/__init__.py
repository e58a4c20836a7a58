"""What an editor wants to know before publishing: why a post comes out as it does, and what is wrong."""
