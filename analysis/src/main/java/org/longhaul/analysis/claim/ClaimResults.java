package org.longhaul.analysis.claim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.Comparison;

/** What became of the claims that a run carries. */
public final class ClaimResults {

    private ClaimResults() {}

    /**
     * A claim of a run, for programs.
     *
     * @param claim the claim in words
     * @param holds whether it holds
     * @param found number on its left; null when a figure is missing or something is divided by zero
     * @param wanted number on its right; null likewise
     */
    public record ClaimFigures(String claim, boolean holds, @Nullable Double found, @Nullable Double wanted) {}

    /** The run's claims as plain values. */
    public static List<ClaimFigures> figures(Comparison comparison) {
        List<ClaimFigures> figures = new ArrayList<>();
        for (Claim.Result result : of(comparison)) {
            figures.add(new ClaimFigures(
                    result.claim().toString(), result.holds(), known(result.found()), known(result.wanted())));
        }
        return figures;
    }

    private static @Nullable Double known(double number) {
        return Double.isFinite(number) ? number : null;
    }

    /** The run's claims, checked, in the order of the scenario. */
    public static List<Claim.Result> of(Comparison comparison) {
        List<Claim.Result> results = new ArrayList<>();
        for (String claim : comparison.run().claims()) {
            results.add(Claim.parse(claim).check(comparison));
        }
        return results;
    }
}
