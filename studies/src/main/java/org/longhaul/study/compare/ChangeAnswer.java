package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.SignedRank;
import org.longhaul.analysis.statistics.Spread;

/**
 * A comparison for programs.
 *
 * @param first where the first results were read
 * @param second where the second ones were read
 * @param regression whether anything became worse than its tolerance allows
 * @param settings what the scenarios differ in
 * @param missing what only the first has
 * @param added what only the second has
 * @param broken trainings that no longer come to their end
 * @param notes what else has to be known
 * @param changes one for each figure
 */
record ChangeAnswer(
        String first,
        String second,
        boolean regression,
        List<SettingAnswer> settings,
        List<String> missing,
        List<String> added,
        List<String> broken,
        List<String> notes,
        List<FigureAnswer> changes) {

    /** A key that differs; null where it is not written. */
    record SettingAnswer(String run, String path, @Nullable String first, @Nullable String second) {}

    /**
     * A figure of a method.
     *
     * @param tolerance how much worse it may become, in its own unit; null where it is not judged
     * @param verdict what became of it
     * @param difference second minus first; null where no seed has both
     */
    record FigureAnswer(
            String run,
            String method,
            String figure,
            boolean higherIsBetter,
            @Nullable Double tolerance,
            String verdict,
            List<SeedAnswer> seeds,
            @Nullable DifferenceAnswer difference) {}

    /** A seed: what is null is not reached or not there. */
    record SeedAnswer(long seed, @Nullable Double first, @Nullable Double second) {}

    /** What the paired differences say. */
    record DifferenceAnswer(
            Spread difference, @Nullable Double pValue, @Nullable Double effectSize, @Nullable SignedRank signedRank) {
        static @Nullable DifferenceAnswer of(@Nullable PairedDifference paired) {
            return paired == null
                    ? null
                    : new DifferenceAnswer(
                            paired.difference(), paired.pValue(), paired.effectSize(), paired.signedRank());
        }
    }

    static ChangeAnswer of(ResultsComparison comparison) {
        List<SettingAnswer> settings = new ArrayList<>();
        comparison
                .settings()
                .forEach((run, differences) -> differences.forEach(
                        each -> settings.add(new SettingAnswer(run, each.path(), each.before(), each.after()))));
        return new ChangeAnswer(
                comparison.first().name(),
                comparison.second().name(),
                comparison.hasRegression(),
                settings,
                comparison.missing(),
                comparison.added(),
                comparison.broken(),
                comparison.notes(),
                comparison.changes().stream()
                        .map(change -> figure(change, comparison.tolerances()))
                        .toList());
    }

    private static FigureAnswer figure(FigureChange change, Tolerances tolerances) {
        List<SeedAnswer> seeds = new ArrayList<>();
        for (int i = 0; i < change.seeds().size(); i++) {
            seeds.add(new SeedAnswer(
                    change.seeds().get(i),
                    finite(change.before().get(i)),
                    finite(change.after().get(i))));
        }
        double amount = tolerances.amount(change.figure().name(), FigureChange.mean(change.before()));
        return new FigureAnswer(
                change.group(),
                change.method(),
                change.figure().name(),
                change.figure().higherIsBetter(),
                finite(amount),
                change.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                seeds,
                DifferenceAnswer.of(change.difference()));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
