"""Which equations of a note become its training step."""

import pytest

from derive.codegen.array import Backward, Kind, Map, Mean, Outer, Plus, Times, Value
from derive.codegen.canonical import plainest, product
from derive.codegen.catalogue import ONE, cost_slope, minus, number
from derive.codegen.compile import compile_program
from derive.codegen.program import CodegenError, Settings
from derive.codegen.validate import validate
from derive.verdict import Wrong
from tests.codegen.documents import schedule_built_in, schedule_text, studied

NETWORK = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{2} \sum_j (a^L_j - y_j)^2$$
"""
BP1 = r"$$\frac{\partial C}{\partial z^L_j} = (a^L_j - y_j) \sigma'(z^L_j)$$"
BP2 = (
    r"$$\frac{\partial C}{\partial z^l_j} = \sum_k w^{l+1}_{kj} \frac{\partial C}{\partial z^{l+1}_k} \sigma'(z^l_j)$$"
)
BP3 = r"$$\frac{\partial C}{\partial b^l_j} = \frac{\partial C}{\partial z^l_j}$$"
BP4 = r"$$\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial C}{\partial z^l_j} a^{l-1}_k$$"


def note(*equations):
    return NETWORK + "\n\n".join(equations) + "\n"


def samples(name, layer):
    return Value(name, layer, Kind.SAMPLES)


def assigned(schedule):
    return {(item.target.name, item.target.layer): item.value for item in (*schedule.forward, *schedule.backward)}


def test_the_four_equations_are_the_backward_pass():
    schedule = schedule_text(note(BP1, BP2, BP3, BP4), (4, 3, 2), complete=False)
    found = assigned(schedule)
    w2 = Value("w", 2, Kind.MATRIX)
    assert [(item.target.name, item.target.layer) for item in schedule.backward] == [
        *(("dz", 2), ("dw", 2), ("db", 2)),
        *(("dz", 1), ("dw", 1), ("db", 1)),
    ]
    assert found["dw", 1] == Outer(samples("dz", 1), samples("a", 0))
    assert found["db", 2] == Mean(samples("dz", 2))
    assert found["dz", 1] == Times((Map("sigmoid", 1, samples("z", 1)), Backward(w2, samples("dz", 2)))) or found[
        "dz", 1
    ] == Times((Backward(w2, samples("dz", 2)), Map("sigmoid", 1, samples("z", 1))))
    assert not schedule.notes


@pytest.mark.parametrize(
    ("left_out", "name"),
    [
        (BP1, "∂C/∂z at layer 2"),
        (BP2, "∂C/∂z at layer 1"),
        (BP3, "∂C/∂b at layer 2"),
        (BP4, "∂C/∂w at layer 2"),
    ],
)
def test_the_missing_equation_is_named(left_out, name):
    text = note(*(equation for equation in (BP1, BP2, BP3, BP4) if equation != left_out))
    with pytest.raises(CodegenError, match=name):
        schedule_text(text, (4, 3, 2), complete=False)
    assert len(schedule_text(text, (4, 3, 2)).notes) >= 1


def test_matrix_form_and_component_form_are_the_same_program():
    error = r"$$\delta^l \equiv \frac{\partial C}{\partial z^l}$$"
    step = r"$$\delta^{l} = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$"
    weights = r"$$\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T$$"
    biases = r"$$\frac{\partial C}{\partial b^l} = \delta^l$$"
    components = schedule_text(note(BP1, BP2, BP3, BP4), (4, 3, 2))
    matrices = schedule_text(note(BP1, error, step, weights, biases), (4, 3, 2), complete=False)
    sources = [compile_program(schedule, Settings()).source for schedule in (components, matrices)]
    stripped = [[line.partition("  #")[0].rstrip() for line in source.splitlines()] for source in sources]
    assert stripped[0] == stripped[1]


def test_a_claim_that_is_wrong_is_left_out_unless_it_is_asked_for():
    wrong = BP2.replace(r"\sigma'(z^l_j)", r"\sigma'(z^{l+1}_k)")
    text = note(BP1, wrong, BP3, BP4)
    finding = next(f for f in studied(text).report.findings if isinstance(f.verdict, Wrong))
    with pytest.raises(CodegenError, match="∂C/∂z at layer 1"):
        schedule_text(text, (4, 3, 2), complete=False)
    assert not any(item.wrong for item in schedule_text(text, (4, 3, 2)).backward)
    schedule = schedule_text(text, (4, 3, 2), wrong=finding.id)
    assert [item.target for item in schedule.backward if item.wrong] == [samples("dz", 1)]
    program = compile_program(schedule, Settings())
    # What is emitted is what the wrong equation says, and that is not the gradient.
    validate(program.source, program.given, schedule)
    with pytest.raises(CodegenError, match="not run"):
        validate(program.source, program.given, schedule_text(text, (4, 3, 2)))


def test_a_transposed_weight_is_trained_only_where_layers_are_of_one_width():
    transposed = BP2.replace("w^{l+1}_{kj}", "w^{l+1}_{jk}")
    text = note(BP1, transposed, BP3, BP4)
    findings = studied(text).report.findings
    wrong = next(f for f in findings if "w^{l+1}_{jk}" in text[f.span.start : f.span.end])
    compile_program(schedule_text(text, (3, 3, 3), wrong=wrong.id), Settings())
    with pytest.raises(CodegenError):
        schedule_text(text, (4, 3, 2), wrong=wrong.id)


def test_a_wrong_factor_is_found_in_the_equations_that_are_made_of_it():
    chain = r"""$$\frac{\partial C}{\partial z^l_j}
        = \sum_k \frac{\partial C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j}$$"""
    factor = r"$$\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj}$$"
    text = note(BP1, BP2, BP3, BP4, chain, factor)
    finding = studied(text).report.findings[-1]
    schedule = schedule_text(text, (4, 3, 2), wrong=finding.id)
    w2 = Value("w", 2, Kind.MATRIX)
    assert [item.value for item in schedule.backward if item.wrong] == [Backward(w2, samples("dz", 2))]
    compile_program(schedule, Settings())


def test_a_true_equation_cannot_be_asked_for_as_a_wrong_one():
    text = note(BP1, BP2, BP3, BP4)
    with pytest.raises(CodegenError, match="holds"):
        schedule_text(text, (4, 3, 2), wrong=studied(text).report.findings[-1].id)


def test_what_the_document_fixes_cannot_be_chosen():
    with pytest.raises(CodegenError, match="quadratic"):
        schedule_built_in("component-form", (4, 3, 2), ("sigmoid",), "cross-entropy")
    with pytest.raises(CodegenError, match="one neuron"):
        schedule_built_in("single-neuron-chain", (4, 3, 2))
    with pytest.raises(CodegenError, match="Did you mean sigmoid"):
        schedule_built_in("four-equations", (4, 3, 2), ("sigmiod",))


def test_a_named_activation_is_taken_from_the_document():
    text = note(BP1, BP2, BP3, BP4, r"$$\sigma(x) = \frac{1}{1 + e^{-x}}$$")
    assert schedule_text(text, (4, 3, 2)).activations == ("sigmoid", "sigmoid")
    with pytest.raises(CodegenError, match="sigmoid"):
        schedule_text(text, (4, 3, 2), ("tanh",))


def test_the_cross_entropy_of_a_sigmoid_loses_its_denominators():
    a, y = samples("a", 2), samples("y", 2)
    error = product((cost_slope("binary-cross-entropy", a, y), a, minus(ONE, a)))
    assert plainest(error, 2) == minus(a, y)
    assert plainest(product((number(3), error)), 2) == product((minus(a, y), number(3)))
    assert plainest(Plus((a, y)), 2) == Plus((a, y))


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("+ b^l_j", "- b^l_j"),
        ("+ b^l_j", "+ 2 b^l_j"),
        (r"\sum_k w^l_{jk} a^{l-1}_k", r"2 \sum_k w^l_{jk} a^{l-1}_k"),
        (r"\sigma(z^l_j)$$", r"\sigma(2 z^l_j)$$"),
        (r"\sigma(z^l_j)$$", r"2 \sigma(z^l_j)$$"),
    ],
)
def test_a_network_of_another_form_is_not_taken_for_the_standard_one(usual, other):
    text = note(BP1, BP2, BP3, BP4).replace(usual, other)
    assert text != note(BP1, BP2, BP3, BP4)
    with pytest.raises(CodegenError):
        schedule_text(text, (4, 3, 2))


def test_equations_that_are_made_of_each_other_end_in_a_sentence():
    slope = r"\frac{\partial C}{\partial z^l_j}"
    circles = [
        rf"$${slope} = \frac{{{n}}}{{{n}}} \frac{{\partial C}}{{\partial a^l_j}} \sigma'(z^l_j)$$" for n in range(2, 40)
    ]
    text = note(*circles, BP3, BP4)
    with pytest.raises(CodegenError, match=r"gives ∂C/∂a at layer 7"):
        schedule_text(text, (3,) * 8, complete=False)
    schedule_text(text, (3,) * 8)
