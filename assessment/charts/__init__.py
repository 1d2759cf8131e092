"""From results to plotly figures and the tables behind them; no Streamlit, no query."""

from assessment.charts.gantt import gantt_chart
from assessment.charts.gates import gate_chart
from assessment.charts.items import item_heatmap
from assessment.charts.load import load_chart
from assessment.charts.profile import profile_chart
from assessment.charts.roadmap import roadmap_chart
from assessment.charts.schedule_csv import schedule_csv
from assessment.charts.schedule_tables import load_table, schedule_table
from assessment.charts.tables import gate_table, item_table, profile_table, roadmap_table

__all__ = [
    "gantt_chart",
    "gate_chart",
    "gate_table",
    "item_heatmap",
    "item_table",
    "load_chart",
    "load_table",
    "profile_chart",
    "profile_table",
    "roadmap_chart",
    "roadmap_table",
    "schedule_csv",
    "schedule_table",
]
