package org.longhaul.scenario.claim;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.Expression;

/**
 * A claim with its verdict.
 *
 * @param claim the claim
 * @param verdict what became of it; null when it was not computed and never has been
 * @param isComputed whether it was computed just now; else the verdict is the recorded one
 * @param found the numbers that were found
 * @param wanted the numbers that were wanted, without their tolerances
 * @param recorded the verdict on record; null when there is none
 */
public record Judgement(
        PaperClaim claim,
        @Nullable ClaimVerdict verdict,
        boolean isComputed,
        String found,
        String wanted,
        @Nullable ClaimVerdict recorded) {
    private static final int SHOWN = 6;

    /** Whether the verdict is worse than the one on record. */
    public boolean isWorse() {
        return isComputed && verdict != null && recorded != null && verdict.isWorseThan(recorded);
    }

    /** Why the claim is not met or cannot be tested here; null where it is met or never was computed. */
    public @Nullable String because() {
        return verdict == null || verdict == ClaimVerdict.REPRODUCED ? null : claim.because();
    }

    /** The verdict in words. */
    public String words() {
        return verdict == null ? "not computed yet" : verdict.words() + (isComputed ? "" : " (on record)");
    }

    /** The left sides of what was to hold; of many only how many do. */
    static String found(List<Claim.Result> results) {
        long holding = results.stream().filter(Claim.Result::holds).count();
        if (results.size() > SHOWN) {
            return holding + " of " + results.size();
        }
        return results.stream().map(result -> figure(result.found())).collect(Collectors.joining(", "));
    }

    /** The right sides of what was to hold. */
    static String wanted(List<Claim.Result> results) {
        return results.size() > SHOWN
                ? results.size() + " of " + results.size()
                : results.stream().map(Judgement::wanted).collect(Collectors.joining(", "));
    }

    private static String wanted(Claim.Result result) {
        Claim claim = result.claim();
        String side =
                claim.right() instanceof Expression.Constant ? claim.right().toString() : figure(result.wanted());
        String sign =
                switch (claim.relation()) {
                    case AT_LEAST -> "≥ ";
                    case AT_MOST -> "≤ ";
                    case EQUALS -> "";
                };
        return sign + side;
    }

    /** All digits of whole numbers; of others six at most, without zeros at the end. */
    private static String figure(double number) {
        if (!Double.isFinite(number)) {
            return "none";
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros();
        return Math.abs(number) >= 1e9 || (number != 0 && Math.abs(number) < 1e-4)
                ? rounded.toString()
                : rounded.toPlainString();
    }
}
