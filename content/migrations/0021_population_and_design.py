from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0020_translations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="population",
            field=models.CharField(
                blank=True,
                help_text="Whom the study was about, as its own report names them; its question gives the ages. Readers narrow their search by it.",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="study_design",
            field=models.CharField(
                blank=True,
                choices=[
                    ("randomized", "Randomized trial"),
                    ("nonrandomized", "Nonrandomized trial"),
                    ("single-arm", "Single-arm trial"),
                    ("cohort", "Cohort study"),
                    ("case-control", "Case-control study"),
                    ("cross-sectional", "Cross-sectional study"),
                    ("case-series", "Case report or series"),
                    ("review", "Systematic review or meta-analysis"),
                    ("guideline", "Guideline or consensus"),
                    ("laboratory", "Laboratory study"),
                ],
                help_text="How the study was made. Readers narrow their search by it; empty where none fits.",
                max_length=20,
                verbose_name="study design",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "study_design__in",
                        [
                            "",
                            "randomized",
                            "nonrandomized",
                            "single-arm",
                            "cohort",
                            "case-control",
                            "cross-sectional",
                            "case-series",
                            "review",
                            "guideline",
                            "laboratory",
                        ],
                    )
                ),
                name="content_article_study_design_is_known",
                violation_error_message="Choose a study design of the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "population__in",
                        (
                            "",
                            "infants",
                            "children",
                            "aya",
                            "adults",
                            "older-adults",
                            "infants,children",
                            "infants,aya",
                            "infants,adults",
                            "infants,older-adults",
                            "children,aya",
                            "children,adults",
                            "children,older-adults",
                            "aya,adults",
                            "aya,older-adults",
                            "adults,older-adults",
                            "infants,children,aya",
                            "infants,children,adults",
                            "infants,children,older-adults",
                            "infants,aya,adults",
                            "infants,aya,older-adults",
                            "infants,adults,older-adults",
                            "children,aya,adults",
                            "children,aya,older-adults",
                            "children,adults,older-adults",
                            "aya,adults,older-adults",
                            "infants,children,aya,adults",
                            "infants,children,aya,older-adults",
                            "infants,children,adults,older-adults",
                            "infants,aya,adults,older-adults",
                            "children,aya,adults,older-adults",
                            "infants,children,aya,adults,older-adults",
                        ),
                    )
                ),
                name="content_article_population_is_known",
                violation_error_message="Choose age groups of the list.",
            ),
        ),
    ]
