"""The group settles what nobody answers: a vote on a proposal of change whose author of the text stays silent."""
