package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;

/**
 * Methods in order of one figure, the best mean first, and which neighbours can be told apart.
 *
 * <p>Only methods that finished and have the figure under every seed are in it. "Cannot be told apart" is no order of
 * classes: a first and a third may differ where both are within noise of the second.
 *
 * @param places the methods in order
 * @param figure what they are ordered by, NaN where a seed has none
 */
public record Ranking(List<Place> places, ToDoubleFunction<MethodRecord> figure) {

    /**
     * One method's place.
     *
     * @param method the method
     * @param value its figure over seeds
     * @param toFirst its difference from the first; null for the first itself and without a seed in common
     * @param toPrevious its difference from the one before it; null as {@code toFirst} is
     * @param bestRank its best place, from 1, under any one of the seeds that all places have; 0 without such a seed
     * @param worstRank its worst place likewise
     */
    public record Place(
            MethodSummary method,
            Spread value,
            @Nullable PairedDifference toFirst,
            @Nullable PairedDifference toPrevious,
            int bestRank,
            int worstRank) {}

    /** Copies the list. */
    public Ranking {
        places = List.copyOf(places);
    }

    /**
     * Ranks methods.
     *
     * @param methods the methods of a run, in its order
     * @param figure the figure, NaN where a seed has none
     * @param highestFirst whether a higher figure is the better one
     */
    static Ranking of(List<MethodSummary> methods, ToDoubleFunction<MethodRecord> figure, boolean highestFirst) {
        List<Place> unordered = new ArrayList<>();
        for (MethodSummary method : methods) {
            double[] values = method.seeds().stream().mapToDouble(figure).toArray();
            Spread value = Spread.of(values);
            if (method.standing() == Standing.FINISHED && Double.isFinite(value.mean())) {
                unordered.add(new Place(method, value, null, null, 0, 0));
            }
        }
        unordered.sort(Comparator.comparingDouble(
                place -> highestFirst ? -place.value().mean() : place.value().mean()));
        List<Place> places = new ArrayList<>();
        for (Place place : unordered) {
            Place first = places.isEmpty() ? null : places.get(0);
            Place previous = places.isEmpty() ? null : places.get(places.size() - 1);
            IntSummaryStatistics ranks = ranks(place, unordered, figure, highestFirst);
            places.add(new Place(
                    place.method(),
                    place.value(),
                    first == null ? null : difference(place, first, figure),
                    previous == null ? null : difference(place, previous, figure),
                    ranks.getCount() == 0 ? 0 : ranks.getMin(),
                    ranks.getMax() < 0 ? 0 : ranks.getMax()));
        }
        return new Ranking(places, figure);
    }

    /** The places of one method under each seed that all have; equal figures share the better place. */
    private static IntSummaryStatistics ranks(
            Place of, List<Place> all, ToDoubleFunction<MethodRecord> figure, boolean highestFirst) {
        IntSummaryStatistics ranks = new IntSummaryStatistics();
        for (MethodRecord own : of.method().seeds()) {
            int rank = 1;
            int present = 0;
            for (Place other : all) {
                for (MethodRecord seed : other.method().seeds()) {
                    if (seed.seed() == own.seed()) {
                        double ahead = figure.applyAsDouble(own) - figure.applyAsDouble(seed);
                        rank += (highestFirst ? -ahead : ahead) > 0 ? 1 : 0;
                        present++;
                    }
                }
            }
            if (present == all.size()) {
                ranks.accept(rank);
            }
        }
        return ranks;
    }

    private static @Nullable PairedDifference difference(
            Place later, Place earlier, ToDoubleFunction<MethodRecord> figure) {
        return PairedDifference.of(later.method().seeds(), earlier.method().seeds(), figure);
    }

    /** Returns the difference between any two places, or null when they have no seed in common. */
    public @Nullable PairedDifference between(Place first, Place second) {
        return difference(first, second, figure);
    }

    /** Returns the first and every method that cannot be told from it. */
    public List<Place> leaders() {
        return places.stream()
                .filter(place -> verdict(place.toFirst()) != PairedDifference.Verdict.DIFFERENT)
                .toList();
    }

    /** Whether the seeds allow to say who is before whom at all: there are two methods or more, of two seeds or more. */
    public boolean isKnown() {
        return places.size() > 1
                && places.stream()
                        .skip(1)
                        .allMatch(place -> verdict(place.toFirst()) != PairedDifference.Verdict.UNKNOWN);
    }

    /** Returns the place of a method, or null when it has none. */
    public @Nullable Place of(MethodSummary method) {
        for (Place place : places) {
            if (place.method().label().equals(method.label())) {
                return place;
            }
        }
        return null;
    }

    private static PairedDifference.Verdict verdict(@Nullable PairedDifference difference) {
        return difference == null ? PairedDifference.Verdict.UNKNOWN : difference.verdict();
    }
}
