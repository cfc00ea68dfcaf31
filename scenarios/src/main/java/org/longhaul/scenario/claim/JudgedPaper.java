package org.longhaul.scenario.claim;

import java.util.List;

/** A paper with the verdicts on its claims. */
public record JudgedPaper(PaperClaims paper, List<Judgement> judgements) {
    public JudgedPaper {
        judgements = List.copyOf(judgements);
    }
}
