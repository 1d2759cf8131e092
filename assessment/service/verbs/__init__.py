"""The verbs of the application, one group a module; `Service` puts them together."""
