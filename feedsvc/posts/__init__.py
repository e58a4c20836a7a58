"""What a post is, whatever source it came from."""
