package org.longhaul.scenario.command.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;

/**
 * A paper's claims for programs.
 *
 * @param paper short name of the paper
 * @param citation authors, title and number
 * @param claims one row a claim
 */
record ClaimRows(String paper, String citation, List<Row> claims) {
    /**
     * One claim.
     *
     * @param name its name
     * @param says the claim in words
     * @param source table, equation or section
     * @param confidence how sure it is that the paper says so
     * @param by how it is computed
     * @param expect what had to hold
     * @param verdict what became of it; null when it was not computed and never has been
     * @param isComputed whether that was just now
     * @param found the numbers that were found
     * @param wanted the numbers that were wanted
     * @param seeds of a claim that rests on seeds a sentence for each expression: both sides, the paired difference with its
     *     interval, how many seeds agree
     * @param recorded the verdict on record, or null
     * @param because why it is not reproduced or not testable, or null
     */
    record Row(
            String name,
            String says,
            String source,
            String confidence,
            String by,
            List<String> expect,
            @Nullable String verdict,
            boolean isComputed,
            String found,
            String wanted,
            List<String> seeds,
            @Nullable String recorded,
            @Nullable String because) {}

    static ClaimRows of(JudgedPaper judged) {
        return new ClaimRows(
                judged.paper().paper(),
                judged.paper().citation(),
                judged.judgements().stream().map(ClaimRows::row).toList());
    }

    private static Row row(Judgement judgement) {
        return new Row(
                judgement.claim().name(),
                judgement.claim().says(),
                judgement.claim().source(),
                judgement.claim().confidence(),
                judgement.claim().by().words(),
                judgement.claim().expect(),
                judgement.verdict() == null ? null : judgement.verdict().words(),
                judgement.isComputed(),
                judgement.found(),
                judgement.wanted(),
                judgement.seeds(),
                judgement.recorded() == null ? null : judgement.recorded().words(),
                judgement.because());
    }
}
