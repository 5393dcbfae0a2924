"""What accounts are told by."""

# Whom the demonstration makes: their codes are shown on the screen, and nobody else's.
DEMO_DOMAIN = "demo.lvv.example"
