"""The ground floor: words, time and messages that every program agrees on."""

VERSION = "0.1.0"
