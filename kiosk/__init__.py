"""The kiosk at the door: numbers, paper and screen."""
