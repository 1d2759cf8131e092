"""What every test may use."""

from hypothesis import HealthCheck, settings

# Times belong to `benchmarks/`: a slow machine must not fail a property. Generated
# instruments are large to print, and that too says nothing about the rule.
settings.register_profile("calm", deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
settings.load_profile("calm")
