"""From results to plotly figures and the tables behind them; no Streamlit, no query."""

from assessment.charts.agreement import DimensionVoices, ItemVoices, agreement_chart
from assessment.charts.gantt import gantt_chart
from assessment.charts.gates import gate_chart
from assessment.charts.items import item_heatmap
from assessment.charts.load import load_chart
from assessment.charts.picks import Kind, Pick, picked
from assessment.charts.portfolio_heat import portfolio_heat
from assessment.charts.portfolio_model import (
    Cohort,
    IndexCount,
    MerchantRow,
    TooFew,
    cohort_of,
    index_counts,
)
from assessment.charts.portfolio_spread import cohort_strip, portfolio_spread
from assessment.charts.portfolio_tables import (
    agreement_table,
    cohort_table,
    portfolio_heat_table,
    portfolio_spread_table,
)
from assessment.charts.profile import profile_chart
from assessment.charts.roadmap import roadmap_chart
from assessment.charts.rounds_heat import rounds_heat
from assessment.charts.rounds_line import rounds_line
from assessment.charts.rounds_overlay import rounds_overlay
from assessment.charts.rounds_slope import rounds_slope
from assessment.charts.rounds_tables import (
    rounds_heat_table,
    rounds_line_table,
    rounds_overlay_table,
    rounds_slope_table,
    rounds_waterfall_table,
)
from assessment.charts.rounds_waterfall import rounds_waterfall
from assessment.charts.schedule_csv import schedule_csv
from assessment.charts.schedule_tables import load_table, schedule_table
from assessment.charts.tables import gate_table, item_table, profile_table, roadmap_table

__all__ = [
    "Cohort",
    "DimensionVoices",
    "IndexCount",
    "ItemVoices",
    "Kind",
    "MerchantRow",
    "Pick",
    "TooFew",
    "agreement_chart",
    "agreement_table",
    "cohort_of",
    "cohort_strip",
    "cohort_table",
    "gantt_chart",
    "gate_chart",
    "gate_table",
    "index_counts",
    "item_heatmap",
    "item_table",
    "load_chart",
    "load_table",
    "picked",
    "portfolio_heat",
    "portfolio_heat_table",
    "portfolio_spread",
    "portfolio_spread_table",
    "profile_chart",
    "profile_table",
    "roadmap_chart",
    "roadmap_table",
    "rounds_heat",
    "rounds_heat_table",
    "rounds_line",
    "rounds_line_table",
    "rounds_overlay",
    "rounds_overlay_table",
    "rounds_slope",
    "rounds_slope_table",
    "rounds_waterfall",
    "rounds_waterfall_table",
    "schedule_csv",
    "schedule_table",
]
