"""Every public name, below the package that defines it."""

from lossproof.paper_checks.cards import analyse as analyse, analyse_family as analyse_family
from lossproof.paper_checks.claims import (
    Claim as Claim,
    Paper as Paper,
    check as check,
    decide as decide,
    load as load,
    load_file as load_file,
)
from lossproof.paper_checks.reports import figure as figure
from lossproof.paper_checks.sharpening import Sharpened as Sharpened, sharpen as sharpen
from lossproof.simulate.information import (
    digits as digits,
    draw_batches as draw_batches,
    memorisation as memorisation,
)
from lossproof.simulate.information.estimating import (
    argmax_estimate as argmax_estimate,
    label_frequencies as label_frequencies,
    percentile_estimate as percentile_estimate,
    reach as reach,
)
from lossproof.simulate.intervals import replicate_interval as replicate_interval
from lossproof.simulate.problem import (
    Dirichlet as Dirichlet,
    Finite as Finite,
    Gaussian as Gaussian,
    InstanceNoise as InstanceNoise,
    RiskProblem as RiskProblem,
)
from lossproof.simulate.risk import (
    Counts as Counts,
    Exact as Exact,
    Risks as Risks,
    Sample as Sample,
    risks as risks,
)
from lossproof.simulate.running import Execution as Execution
from lossproof.simulate.search import Exploration as Exploration, explore as explore
from lossproof.theory.card import (
    Card as Card,
    NotALossError as NotALossError,
    Range as Range,
)
from lossproof.theory.domain import (
    Classes as Classes,
    Domain as Domain,
    Each as Each,
    Integer as Integer,
    Joint as Joint,
    Label as Label,
    Real as Real,
    Samples as Samples,
    Scores as Scores,
    Simplex as Simplex,
    Transitions as Transitions,
)
from lossproof.theory.information import JointDistribution as JointDistribution
from lossproof.theory.language import (
    ANY_CLASS as ANY_CLASS,
    ANY_SAMPLE as ANY_SAMPLE,
    Blocks as Blocks,
    Relation as Relation,
    SymbolicVector as SymbolicVector,
    Vector as Vector,
    class_sum as class_sum,
    different as different,
    eq as eq,
    every_class as every_class,
    every_other_class as every_other_class,
    every_sample as every_sample,
    ge as ge,
    gt as gt,
    iff as iff,
    le as le,
    lt as lt,
    sample_mean as sample_mean,
    sum_of_others as sum_of_others,
)
from lossproof.theory.language.terms import (
    determinant as determinant,
    product as product,
    transposed as transposed,
)
from lossproof.theory.losses import (
    LOSSES as LOSSES,
    PairLoss as PairLoss,
    TripletLoss as TripletLoss,
    cce as cce,
    clean_risk as clean_risk,
    expectation as expectation,
    label_losses as label_losses,
    lq as lq,
    mae as mae,
    mse as mse,
    noisy_risk as noisy_risk,
    parse as parse,
    rce as rce,
    sl as sl,
    truncated_lq as truncated_lq,
    unhinged as unhinged,
    uniform_expectation as uniform_expectation,
    uniform_risk as uniform_risk,
)
from lossproof.theory.losses.gradients import slope as slope
from lossproof.theory.maps import CertifiedMap as CertifiedMap, certified_map as certified_map
from lossproof.theory.noise import (
    TransitionMatrix as TransitionMatrix,
    cifar10_flips as cifar10_flips,
    cifar100_circular as cifar100_circular,
    imdb_binary as imdb_binary,
    mnist_flips as mnist_flips,
)
from lossproof.theory.numbers import cover as cover
from lossproof.theory.proof import Fact as Fact, ProofError as ProofError
from lossproof.theory.proof.rules import (
    above_zero as above_zero,
    absolute as absolute,
    average as average,
    cases as cases,
    combine as combine,
    covered as covered,
    decided as decided,
    identity as identity,
    log_bound as log_bound,
    log_increases as log_increases,
    log_quotient as log_quotient,
    max_above as max_above,
    max_equals as max_equals,
    min_equals as min_equals,
    no_delta as no_delta,
    nonnegative as nonnegative,
    positive as positive,
    power as power,
    power_in_base as power_in_base,
    power_in_exponent as power_in_exponent,
    quotient as quotient,
    reciprocal as reciprocal,
    renamed as renamed,
    replaced as replaced,
    sifted as sifted,
    squeezed as squeezed,
    summed as summed,
    total as total,
    total_of_others as total_of_others,
    weighted_am_gm as weighted_am_gm,
)
from lossproof.theory.provers import easy as easy
from lossproof.theory.statement import Proof as Proof, Statement as Statement, narrowed as narrowed

__version__: str
