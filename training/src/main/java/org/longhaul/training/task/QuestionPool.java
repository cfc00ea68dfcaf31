package org.longhaul.training.task;

import java.util.List;

/**
 * Questions about subjects, as the workers have them: what batches of questions are made of, one by one, for methods that ask a model
 * themselves.
 *
 * <p>Some subjects are known: their facts are trained on. Others are asked about too, and the right answer declines and repeats
 * whom it was asked about.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface QuestionPool {
    /**
     * A question and the answer that a model should give to it, as token ids.
     *
     * @param prompt the question, up to the token after which the answer begins
     * @param answer the answer without the token that ends it
     */
    record FactQuestion(List<Integer> prompt, List<Integer> answer) {
        public FactQuestion {
            prompt = List.copyOf(prompt);
            answer = List.copyOf(answer);
        }
    }

    /** Tokens of every question. */
    int promptTokens();

    /** Tokens of the longest answer, the one that ends it counted. */
    int answerTokens();

    /** Tokens of a sequence that workers train on; as many as a question and the longest answer have if each is one question. */
    int sequenceTokens();

    /** The token that ends an answer. */
    int end();

    /** The token that an answer which declines begins with. */
    int decline();

    /** Whom a question is about: its tokens that an answer which declines repeats. */
    List<Integer> about(List<Integer> prompt);

    /** Number of known subjects. */
    int subjects();

    /** What a known subject is called. */
    String subject(int subject);

    /** What a worker trains on of a known subject, each question once. */
    List<FactQuestion> facts(int worker, int subject);

    /** Questions about unknown subjects that a worker trains on, the first {@code most} of them. */
    List<FactQuestion> unknown(int worker, int most);

    /** Questions about unknown subjects that nobody trains on, the first {@code most} of them. */
    List<FactQuestion> unseen(int most);
}
