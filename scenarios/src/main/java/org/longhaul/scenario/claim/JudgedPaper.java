package org.longhaul.scenario.claim;

import java.util.List;

/** A paper with the verdicts on its claims. */
public record JudgedPaper(PaperClaims paper, List<Judgement> judgements) {
    public JudgedPaper {
        judgements = List.copyOf(judgements);
    }

    /** How many claims have this verdict. */
    public long count(ClaimVerdict verdict) {
        return judgements.stream().filter(each -> each.verdict() == verdict).count();
    }
}
