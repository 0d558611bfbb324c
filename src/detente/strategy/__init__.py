"""Games on the economy: objectives, best replies, wars, cooperation."""
