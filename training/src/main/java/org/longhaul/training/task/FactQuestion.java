package org.longhaul.training.task;

import java.util.List;

/**
 * A question and the answer that a model should give to it, as token ids.
 *
 * @param prompt the question, up to the token after which the answer begins
 * @param answer the answer without the token that ends it
 */
public record FactQuestion(List<Integer> prompt, List<Integer> answer) {
    public FactQuestion {
        prompt = List.copyOf(prompt);
        answer = List.copyOf(answer);
    }
}
