package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.study.plan.point.MethodFigures;
import org.longhaul.study.price.Bill;
import org.longhaul.study.price.Prices;

/** Looks at every point of a plan, drops what lies beyond a limit, and chooses among the rest. */
final class PointChooser {
    /** Points whose sensitivity is looked at: the best of so many methods and choices. */
    private static final int SHORT_LIST = 6;

    private final PlanLab lab;
    private final List<PointLimit> limits;

    PointChooser(PlanLab lab) {
        this.lab = lab;
        this.limits = PointLimit.of(lab.spec().limits());
    }

    /** A candidate with what it takes. */
    private record Weighed(Candidate candidate, PricedPoint point) {}

    ChoiceAnswer answer(boolean cheapest, boolean frontier) {
        List<Candidate> all = candidates();
        List<Weighed> weighed = new ArrayList<>();
        Map<String, Integer> unusable = new LinkedHashMap<>();
        Set<String> notPriced = new LinkedHashSet<>();
        Set<String> sources = new LinkedHashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (i % 50 == 0) {
                lab.note("point " + (i + 1) + " of " + all.size());
            }
            MethodFigures figures = lab.figures(all.get(i));
            if (figures.seconds() == null) {
                unusable.merge(firstLines(String.valueOf(figures.shortfall())), 1, Integer::sum);
                continue;
            }
            Bill bill = lab.bill(all.get(i), Prices.of(lab.spec().prices()));
            notPriced.addAll(bill.notPriced());
            sources.addAll(bill.sources());
            weighed.add(new Weighed(all.get(i), PricedPoint.of(lab, all.get(i), bill)));
        }
        List<Weighed> left =
                weighed.stream().filter(each -> isAdmitted(each.point())).toList();
        boolean isPriced = weighed.stream().anyMatch(each -> each.point().dollars() != null);
        Comparator<Weighed> order = order(isPriced);
        List<Weighed> ranked = left.stream().sorted(order).toList();
        List<Weighed> shortList = shortList(ranked);
        return new ChoiceAnswer(
                all.size(),
                unusable.entrySet().stream()
                        .map(each -> new ChoiceAnswer.Unusable(each.getKey(), each.getValue()))
                        .toList(),
                dropped(weighed),
                left.size(),
                isPriced ? "dollars" : "bytes sent, since nothing is priced",
                cheapest && !shortList.isEmpty() ? shortList.get(0).point() : null,
                cheapest ? shortList.stream().skip(1).map(Weighed::point).toList() : List.of(),
                cheapest && !shortList.isEmpty() ? assessment(shortList, isPriced) : null,
                left.isEmpty() ? binding(weighed) : List.of(),
                frontier ? frontier(ranked) : List.of(),
                List.copyOf(notPriced),
                List.copyOf(sources));
    }

    private static String firstLines(String reason) {
        int end = reason.indexOf("\n    Maybe");
        return end < 0 ? reason : reason.substring(0, end);
    }

    private List<Candidate> candidates() {
        PlanSpec.BandwidthAxis axis = lab.spec().bandwidth();
        List<Map<String, String>> choices = new ArrayList<>(List.of(Map.of()));
        lab.spec().choices().forEach((key, values) -> {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> chosen : choices) {
                for (String value : values) {
                    Map<String, String> more = new LinkedHashMap<>(chosen);
                    more.put(key, value);
                    longer.add(more);
                }
            }
            choices.clear();
            choices.addAll(longer);
        });
        Set<Candidate> all = new LinkedHashSet<>();
        // Changes outermost, so that all methods of a point are found one after the other.
        for (Map<String, String> chosen : choices) {
            for (int i = 0; i < (axis == null ? 1 : axis.points()); i++) {
                for (Candidate method : lab.methods()) {
                    all.add(method.choosing(ownOf(method.method(), chosen)).at(axis == null ? null : axis.at(i)));
                }
            }
        }
        return List.copyOf(all);
    }

    /** What of some choices is a method's business: settings of other methods are not. */
    private Map<String, String> ownOf(String method, Map<String, String> chosen) {
        Map<String, String> own = new LinkedHashMap<>(chosen);
        own.keySet().removeIf(key -> lab.methods().stream()
                .map(Candidate::method)
                .anyMatch(other -> !other.equals(method) && key.startsWith("methods[" + other + "]")));
        return own;
    }

    private boolean isAdmitted(PricedPoint point) {
        return limits.stream().allMatch(limit -> limit.admits(point));
    }

    /** Cheapest first, or with the fewest bytes where nothing is priced; then the soonest, then the least bandwidth. */
    private static Comparator<Weighed> order(boolean isPriced) {
        Comparator<Weighed> first = Comparator.comparingDouble(each -> {
            Double dollars = each.point().dollars();
            return isPriced
                    ? (dollars == null ? Double.POSITIVE_INFINITY : dollars)
                    : each.point().bytes();
        });
        return first.thenComparingDouble(each -> each.point().seconds()).thenComparingDouble(each -> {
            Double bandwidth = each.point().bitsPerSecond();
            return bandwidth == null ? 0 : bandwidth;
        });
    }

    private static String name(Candidate candidate) {
        return candidate.caseName() + " " + candidate.source() + " " + candidate.method() + " " + candidate.choices();
    }

    /** The best point of each method and choice. */
    private static List<Weighed> shortList(List<Weighed> ranked) {
        Set<String> seen = new LinkedHashSet<>();
        return ranked.stream()
                .filter(each -> seen.add(name(each.candidate())))
                .limit(SHORT_LIST)
                .toList();
    }

    private List<ChoiceAnswer.Dropped> dropped(List<Weighed> weighed) {
        return limits.stream()
                .map(limit -> new ChoiceAnswer.Dropped(
                        limit.name(), limit.words().apply(limit.bound()), (int) weighed.stream()
                                .filter(each -> !limit.admits(each.point()))
                                .count()))
                .toList();
    }

    /** Each limit with the nearest value of a point that meets all others; where none alone would do, of any point. */
    private List<ChoiceAnswer.Binding> binding(List<Weighed> weighed) {
        List<ChoiceAnswer.Binding> alone = new ArrayList<>();
        List<ChoiceAnswer.Binding> together = new ArrayList<>();
        for (PointLimit limit : limits) {
            Weighed nearest = nearest(
                    limit,
                    weighed.stream()
                            .filter(each -> limits.stream()
                                    .allMatch(other -> other.equals(limit) || other.admits(each.point())))
                            .toList());
            if (nearest != null) {
                alone.add(binding(limit, nearest, true));
            } else {
                Weighed any = nearest(limit, weighed);
                if (any == null || !limit.admits(any.point())) {
                    together.add(binding(limit, any, false));
                }
            }
        }
        return alone.isEmpty() ? together : alone;
    }

    private static ChoiceAnswer.Binding binding(PointLimit limit, @Nullable Weighed nearest, boolean alone) {
        Double value = nearest == null ? null : limit.value().apply(nearest.point());
        return new ChoiceAnswer.Binding(
                limit.name(),
                limit.words().apply(limit.bound()),
                value == null ? null : limit.words().apply(value),
                alone,
                nearest == null ? null : words(nearest.point()));
    }

    private static @Nullable Weighed nearest(PointLimit limit, List<Weighed> weighed) {
        Weighed nearest = null;
        double best = 0;
        for (Weighed each : weighed) {
            Double value = limit.value().apply(each.point());
            if (value != null && (nearest == null || limit.isNearer(value, best))) {
                nearest = each;
                best = value;
            }
        }
        return nearest;
    }

    /** A point in words: its method, bandwidth and choices. */
    static String words(PricedPoint point) {
        StringBuilder words = new StringBuilder(point.method());
        if (!point.caseName().isEmpty()) {
            words.append(", ").append(point.caseName());
        }
        if (point.bitsPerSecond() != null) {
            words.append(" at ").append(Quantities.bitRate(point.bitsPerSecond()));
        }
        point.choices()
                .forEach((key, value) ->
                        words.append(", ").append(key).append('=').append(value));
        return words.toString();
    }

    private Assessment assessment(List<Weighed> shortList, boolean isPriced) {
        List<Candidate> candidates = shortList.stream().map(Weighed::candidate).toList();
        return new Assessor(lab)
                .ofChoice(
                        candidates,
                        (varied, prices) -> winner(candidates, varied, prices, isPriced),
                        figures -> limits.stream()
                                .filter(limit -> limit.name().equals("time")
                                        || limit.name().equals("utilisation"))
                                .allMatch(limit -> figures.seconds() != null
                                        && (limit.name().equals("time")
                                                ? figures.seconds() <= limit.bound()
                                                : figures.utilisation() >= limit.bound())));
    }

    /** Who of a short list is chosen when all are varied alike. */
    private String winner(List<Candidate> originals, List<Candidate> varied, Prices prices, boolean isPriced) {
        List<Weighed> weighed = new ArrayList<>();
        for (int i = 0; i < varied.size(); i++) {
            MethodFigures figures = lab.figures(varied.get(i));
            if (figures.seconds() != null) {
                // Limits of money and bandwidth are those of the point as it stands in the plan.
                PricedPoint point = PricedPoint.of(lab, varied.get(i), lab.bill(varied.get(i), prices));
                if (limits.stream()
                        .filter(limit -> !limit.name().equals("bandwidth"))
                        .allMatch(limit -> limit.admits(point))) {
                    weighed.add(new Weighed(originals.get(i), point));
                }
            }
        }
        return weighed.stream()
                .min(order(isPriced))
                .map(each -> each.candidate().method()
                        + (each.candidate().bitsPerSecond() == null
                                ? ""
                                : " at " + Quantities.bitRate(each.candidate().bitsPerSecond()))
                        + (each.candidate().choices().isEmpty()
                                ? ""
                                : " " + each.candidate().choices()))
                .orElse("no point within the limits");
    }

    /** Points that no other one equals or beats in everything that all have. */
    private static List<PricedPoint> frontier(List<Weighed> left) {
        List<PricedPoint> points = left.stream().map(Weighed::point).toList();
        return points.stream()
                .filter(point -> points.stream().noneMatch(other -> beats(other, point)))
                .sorted(Comparator.comparingDouble(PricedPoint::seconds))
                .toList();
    }

    /** What is not known of one of them alone cannot be compared: then neither beats the other. */
    private static boolean beats(PricedPoint one, PricedPoint other) {
        double[] a = axes(one);
        double[] b = axes(other);
        boolean isBetter = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i] || Double.isNaN(a[i]) != Double.isNaN(b[i])) {
                return false;
            }
            isBetter |= a[i] < b[i];
        }
        return isBetter;
    }

    /** Time, money, bytes and energy; not a number where it is not known. */
    private static double[] axes(PricedPoint point) {
        return new double[] {
            point.seconds(),
            point.dollars() == null ? Double.NaN : point.dollars(),
            point.bytes(),
            point.kilowattHours() == null ? Double.NaN : point.kilowattHours()
        };
    }
}
