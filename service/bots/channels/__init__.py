"""One module for each messenger and way of connection, each of the form of service/bots/channel.py."""
