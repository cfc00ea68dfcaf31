package org.longhaul.scenario.claim;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.Expression;
import org.longhaul.analysis.claim.SeededResult;

/**
 * A claim with its verdict.
 *
 * @param claim the claim
 * @param verdict what became of it; null when it was not computed and never has been
 * @param isComputed whether it was computed just now; else the verdict is the recorded one
 * @param found the numbers that were found
 * @param wanted the numbers that were wanted, without their tolerances
 * @param recorded the verdict on record; null when there is none
 * @param seeds a sentence for each expression that was checked under several seeds: both sides, the paired difference with its
 *     interval, how many seeds agree; empty of claims that rest on no seeds
 */
public record Judgement(
        PaperClaim claim,
        @Nullable ClaimVerdict verdict,
        boolean isComputed,
        String found,
        String wanted,
        @Nullable ClaimVerdict recorded,
        List<String> seeds) {
    private static final int SHOWN = 6;

    public Judgement {
        seeds = List.copyOf(seeds);
    }

    /** One that was computed just now and rests on no seeds. */
    static Judgement of(
            PaperClaim claim, ClaimVerdict verdict, @Nullable ClaimVerdict recorded, String found, String wanted) {
        return new Judgement(claim, verdict, true, found, wanted, recorded, List.of());
    }

    /** One that rests on seeds: first what is expected, then what tells the direction. */
    static Judgement ofSeeds(
            PaperClaim claim,
            ClaimVerdict verdict,
            @Nullable ClaimVerdict recorded,
            List<SeededResult> expected,
            List<SeededResult> directions) {
        List<String> seeds = new ArrayList<>();
        expected.forEach(each -> seeds.add(each.sentence()));
        directions.forEach(each -> seeds.add("direction: " + each.sentence()));
        long holding = expected.stream()
                .filter(each -> each.finding() == SeededResult.Finding.HOLDS)
                .count();
        boolean isShort = expected.size() <= SHOWN;
        return new Judgement(
                claim,
                verdict,
                true,
                isShort
                        ? expected.stream().map(SeededResult::found).collect(Collectors.joining(", "))
                        : holding + " of " + expected.size(),
                isShort
                        ? expected.stream().map(SeededResult::wanted).collect(Collectors.joining(", "))
                        : expected.size() + " of " + expected.size(),
                recorded,
                seeds);
    }

    /** What an earlier computation came to; nothing where there was none. */
    static Judgement onRecord(PaperClaim claim, VerdictsOnRecord.@Nullable Entry known) {
        return known == null
                ? new Judgement(claim, null, false, "", "", null, List.of())
                : new Judgement(
                        claim, known.verdict(), false, known.found(), known.wanted(), known.verdict(), known.seeds());
    }

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
