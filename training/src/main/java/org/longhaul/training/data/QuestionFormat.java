package org.longhaul.training.data;

import org.longhaul.training.task.Batch;

/**
 * How a corpus of questions is written: every document is a question of so many tokens, its answer, and the end token until the
 * document is as long as all are. The loss counts the answer alone, up to the first end token.
 *
 * @param promptTokens tokens of a question
 * @param subjectTokens first tokens of a question, which name whom it is about
 * @param answerTokens tokens behind it: the longest answer with its end
 * @param end token that ends an answer
 * @param decline token that an answer begins with where nothing is known
 * @param known the first so many domains are of one known subject each; the others hold questions that are declined
 */
public record QuestionFormat(int promptTokens, int subjectTokens, int answerTokens, int end, int decline, int known) {
    /** Tokens of a document. */
    public int length() {
        return promptTokens + answerTokens;
    }

    /**
     * What is predicted at each place of a run of tokens, where it counts.
     *
     * @param from place of the run in tokens that begin with a document
     * @param tokens the run, one token longer than what is predicted
     * @param at its first token
     * @param targets takes {@code count} targets
     * @param to the first of them
     */
    void targets(long from, long[] tokens, int at, int count, long[] targets, int to) {
        boolean isOver = true;
        for (int i = 0; i < count; i++) {
            int place = (int) ((from + i + 1) % length());
            if (place == promptTokens) {
                isOver = false;
            }
            // An answer whose beginning lies before the run is not seen whole.
            boolean counts = place >= promptTokens && !isOver;
            long token = tokens[at + i + 1];
            targets[to + i] = counts ? token : Batch.NOT_SCORED;
            isOver |= counts && token == end;
        }
    }
}
