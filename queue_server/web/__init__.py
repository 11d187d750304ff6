"""The server's pages: officer, public, admin, and the JSON that they live from."""
