"""Templates of NodeFeatureRules: the language of the text/template package of Go, with the functions that NFD keeps."""

from compatlang.nfd.template.errors import TemplateError
from compatlang.nfd.template.template import Data, Element, Template, expand_map, mistake, parse

__all__ = ["Data", "Element", "Template", "TemplateError", "expand_map", "mistake", "parse"]
