package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.longhaul.study.plan.point.MethodFigures;
import org.longhaul.study.plan.point.PointSource;
import org.longhaul.study.plan.point.RecordedSource;
import org.longhaul.study.price.PriceKey;
import org.longhaul.study.price.Prices;

/** Checks recommendations, and looks for the assumptions that turn them around. */
final class Assessor {
    /** The largest factor that is tried, and the inverse of the least. */
    private static final double MOST = 8;

    /** A choice may turn around and back: factors of 2 are tried one after the other. */
    private static final int STEPS_OF_A_CHOICE = 3;

    private static final double WITHIN = 0.02;

    private final PlanLab lab;

    Assessor(PlanLab lab) {
        this.lab = lab;
    }

    /** What can be asked of a point under a factor on one assumption; null where it cannot be varied. */
    private record Assumption(String name, BiFunction<Candidate, Double, @Nullable Candidate> varied) {}

    private List<Assumption> assumptions() {
        return List.of(
                new Assumption("bandwidth", (point, factor) -> {
                    Double bandwidth = lab.bandwidth(point);
                    return bandwidth == null ? null : point.at(bandwidth * factor);
                }),
                new Assumption("latency", lab::withLatency),
                new Assumption("step time", lab::withStepTime));
    }

    /** A point that meets something by itself. */
    Assessment ofPoint(Candidate point, Threshold threshold) {
        List<Assessment.Flip> flips = new ArrayList<>();
        if (lab.spec().check().sensitivity()) {
            for (Assumption assumption : assumptions()) {
                add(flips, assumption.name(), 1, factor -> {
                    Candidate varied = assumption.varied().apply(point, factor);
                    return varied == null
                            ? null
                            : threshold.isMetBy(lab.figures(varied)) ? "met" : threshold.words() + " is missed";
                });
            }
        }
        return checked(point, threshold::isMetBy, flips);
    }

    /**
     * A point that was chosen among some.
     *
     * @param contest names the chosen one of points that are varied alike, by some prices; the first is the one that is assessed
     */
    Assessment ofChoice(
            List<Candidate> shortList,
            BiFunction<List<Candidate>, Prices, String> contest,
            Predicate<MethodFigures> holds) {
        List<Assessment.Flip> flips = new ArrayList<>();
        Prices prices = Prices.of(lab.spec().prices());
        if (lab.spec().check().sensitivity()) {
            for (Assumption assumption : assumptions()) {
                add(flips, assumption.name(), STEPS_OF_A_CHOICE, factor -> {
                    List<Candidate> varied = new ArrayList<>();
                    for (Candidate each : shortList) {
                        Candidate other = assumption.varied().apply(each, factor);
                        if (other == null) {
                            return null;
                        }
                        varied.add(other);
                    }
                    return contest.apply(varied, prices);
                });
            }
            for (PriceKey price : prices.usedFor(lab.consumption(shortList.get(0), prices))) {
                add(
                        flips,
                        "price of " + price.id(),
                        STEPS_OF_A_CHOICE,
                        factor -> contest.apply(shortList, prices.times(price, factor)));
            }
        }
        return checked(shortList.get(0), holds, flips);
    }

    /**
     * Looks on both sides of what is assumed.
     *
     * @param steps factors that are tried on each side, by equal steps up to the largest; 1 where what holds at a factor holds at
     *     all nearer ones
     */
    private static void add(
            List<Assessment.Flip> flips, String name, int steps, DoubleFunction<@Nullable String> verdict) {
        String now = verdict.apply(1);
        if (now == null) {
            return;
        }
        double step = Math.pow(MOST, 1.0 / steps);
        Turn below = turn(now, verdict, steps, 1 / step);
        Turn above = turn(now, verdict, steps, step);
        flips.add(new Assessment.Flip(
                name,
                below == null ? null : Double.valueOf(below.factor()),
                below == null ? null : below.verdict(),
                above == null ? null : Double.valueOf(above.factor()),
                above == null ? null : above.verdict(),
                MOST));
    }

    private record Turn(double factor, String verdict) {}

    private static @Nullable Turn turn(String now, DoubleFunction<@Nullable String> verdict, int steps, double step) {
        double holds = 1;
        for (int i = 0; i < steps; i++) {
            double factor = holds * step;
            String then = verdict.apply(factor);
            if (!now.equals(then)) {
                double last = GridSearch.turn(factor, holds, WITHIN, each -> now.equals(verdict.apply(each)));
                return new Turn(last, then == null ? "nothing" : then);
            }
            holds = factor;
        }
        return null;
    }

    private Assessment checked(Candidate point, Predicate<MethodFigures> holds, List<Assessment.Flip> flips) {
        PlanSpec.Checks wanted = lab.spec().check();
        List<Assessment.Check> checks = new ArrayList<>();
        Candidate base = point;
        String validity = lab.figures(point).validity();
        if (wanted.flow()) {
            if (lab.figures(point).fidelity().equals("flow")) {
                checks.add(check("at flow", lab.figures(point), holds, "planned so"));
            } else {
                base = point.with("network.fidelity=flow");
                checks.add(check("at flow", lab.figures(base), holds, null));
            }
            validity = lab.figures(base).validity();
        }
        if (wanted.packet()) {
            MethodFigures packet = lab.figures(point.with("network.fidelity={kind: auto}"));
            checks.add(
                    packet.fidelity().equals("packet")
                            ? check("at packet", packet, holds, null)
                            : new Assessment.Check(
                                    "at packet", null, null, null, "too many packets to be simulated one by one"));
        }
        PointSource source = lab.sources().get(point.source());
        Candidate other = base;
        if (source instanceof RecordedSource recorded) {
            List<Long> seeds = recorded.seeds();
            if (seeds.size() < 2) {
                checks.add(new Assessment.Check("second seed", null, null, null, "one seed was recorded"));
            }
            for (long seed : seeds.subList(1, seeds.size())) {
                checks.add(check("seed " + seed, lab.figures(base.under(seed)), holds, null));
            }
        } else {
            other = base.under(wanted.seed());
            checks.add(check("seed " + wanted.seed(), lab.figures(other), holds, null));
        }
        if (wanted.load() > 0) {
            checks.add(loaded(source, other, holds));
        }
        List<String> varied = flips.stream().map(Assessment.Flip::assumption).toList();
        List<String> notVaried = wanted.sensitivity()
                ? assumptions().stream()
                        .map(Assumption::name)
                        .filter(name -> !varied.contains(name))
                        .toList()
                : List.of();
        return new Assessment(checks, flips, notVaried, validity);
    }

    private Assessment.Check loaded(PointSource source, Candidate point, Predicate<MethodFigures> holds) {
        String what = String.format(
                Locale.ROOT, "load of %.0f %%", 100 * lab.spec().check().load());
        if (source.document().findings().isWritten("faults")) {
            return new Assessment.Check(what, null, null, null, "not simulated: the scenario has faults of its own");
        }
        Candidate loaded = point.with("faults=[{kind: background-traffic, share: "
                + lab.spec().check().load() + "}]");
        return check(what, lab.figures(loaded), holds, null);
    }

    private static Assessment.Check check(
            String what, MethodFigures figures, Predicate<MethodFigures> holds, @Nullable String note) {
        return figures.seconds() == null
                ? new Assessment.Check(what, null, null, false, figures.shortfall())
                : new Assessment.Check(what, figures.seconds(), figures.utilisation(), holds.test(figures), note);
    }
}
