"""What looks like an identifier of a phone or a person: fields that tell it, shapes that allow it."""
