"""Pure decisions about workflows: where a case goes next, what is wrong with a definition, and a walk without a database."""
