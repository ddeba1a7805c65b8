"""The invented catalogue: titles, seasons, episodes, people and their artworks."""
