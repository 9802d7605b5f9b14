"""What a message is about: one of a dozen topics of everyday and business talk, or null."""

from nlp.tasks.topic.topics import Topic, Topics, build_topics

__all__ = ["Topic", "Topics", "build_topics"]
