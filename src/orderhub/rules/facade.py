"""What other slices and apps may ask of rules."""

from orderhub.rules.decide import RuleBook, compile_book, evaluate
from orderhub.rules.model import Hit, Review, Rule, RuleSet, Verdict
from orderhub.rules.schemas import RuleIn
from orderhub.rules.service import draft_book, ensure_defaults, rule_book
from orderhub.rules.variables import SAMPLE, VARIABLES, Variable

__all__ = [
    "SAMPLE",
    "VARIABLES",
    "Hit",
    "Review",
    "Rule",
    "RuleBook",
    "RuleIn",
    "RuleSet",
    "Variable",
    "Verdict",
    "compile_book",
    "draft_book",
    "ensure_defaults",
    "evaluate",
    "rule_book",
]
