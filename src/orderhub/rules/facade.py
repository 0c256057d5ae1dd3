"""What other slices and apps may ask of rules."""

from orderhub.rules.decide import RuleBook, compile_book, evaluate
from orderhub.rules.expression import (
    FAILURES,
    Expression,
    Uncompilable,
    compile_condition,
    explain,
)
from orderhub.rules.model import Gift, GiftShort, Hit, Review, Rule, RuleSet, Verdict
from orderhub.rules.schemas import RuleIn, VariableOut
from orderhub.rules.service import draft_book, ensure_defaults, load_tags, rule_book
from orderhub.rules.variables import NOTES, SAMPLE, VARIABLES, Variable, Vocabulary, vocabulary

__all__ = [
    "FAILURES",
    "NOTES",
    "SAMPLE",
    "VARIABLES",
    "Expression",
    "Gift",
    "GiftShort",
    "Hit",
    "Review",
    "Rule",
    "RuleBook",
    "RuleIn",
    "RuleSet",
    "Uncompilable",
    "Variable",
    "VariableOut",
    "Verdict",
    "Vocabulary",
    "compile_book",
    "compile_condition",
    "draft_book",
    "ensure_defaults",
    "evaluate",
    "explain",
    "load_tags",
    "rule_book",
    "vocabulary",
]
