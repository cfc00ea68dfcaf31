package org.longhaul.training.communicate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who answers a method's questions: the simulated network, or nobody who would be late. */
@FunctionalInterface
public interface AskedNetwork {
    /** Answers; may take simulated time, in which the method waits. */
    Answer answer(Question question);

    /** Answers a roll call in the same way; unless told otherwise, everybody comes. */
    default Answer answer(RollCall call) {
        return new Answer(call.members(), call.members());
    }

    /** Those of some who are up before anything was asked. */
    default List<Integer> presentAtFirst(List<Integer> ranks) {
        return ranks;
    }

    /** Everybody is heard as soon as it sends, who has sent first the first, and is present and ready. */
    static AskedNetwork prompt(int ranks) {
        List<Integer> everybody =
                Stream.iterate(0, rank -> rank + 1).limit(ranks).toList();
        return question -> new Answer(
                IntStream.range(0, question.letters().size())
                        .boxed()
                        .sorted(Comparator.comparing((Integer place) ->
                                        question.letters().get(place).stepsAgo())
                                .reversed())
                        .limit(question.workers().isEmpty() ? question.enough() : Long.MAX_VALUE)
                        .toList(),
                everybody,
                question.workers());
    }
}
