package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CoroutineTest {

    /** The list is not synchronised: only one of the two threads ever runs. */
    @Test
    void oneAsksAndWaitsTheOtherAnswersAndWaits() {
        List<String> course = new ArrayList<>();
        try (Coroutine<String, Integer, Integer> coroutine = new Coroutine<>("test")) {
            for (int run = 0; run < 100; run++) {
                int first = run;
                String question = coroutine.run(() -> {
                    course.add("begun");
                    int sum = first + coroutine.ask("a?");
                    course.add("heard");
                    return sum + coroutine.ask("b?");
                });
                course.add(question);
                course.add(coroutine.answer(1));
                assertThat(coroutine.answer(2)).isNull();
                assertThat(coroutine.result()).isEqualTo(run + 3);
                assertThat(course).containsExactly("begun", "a?", "heard", "b?");
                course.clear();
            }
        }
    }

    @Test
    void aFailureIsTheCallersAndTheNextRunGoesOn() {
        try (Coroutine<String, Integer, Integer> coroutine = new Coroutine<>("test")) {
            assertThat(coroutine.run(() -> {
                        coroutine.ask("a?");
                        throw new IllegalArgumentException("wrong");
                    }))
                    .isEqualTo("a?");
            assertThatThrownBy(() -> coroutine.answer(1)).hasMessage("wrong");
            assertThat(coroutine.run(() -> 7)).isNull();
            assertThat(coroutine.result()).isEqualTo(7);
        }
    }

    @Test
    void closedInTheMidstOfAQuestionItUnwinds() {
        List<String> course = new ArrayList<>();
        try (Coroutine<String, Integer, Integer> coroutine = new Coroutine<>("test")) {
            coroutine.run(() -> {
                try {
                    return coroutine.ask("a?");
                } finally {
                    course.add("unwound");
                }
            });
        }
        assertThat(course).containsExactly("unwound");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closedItEndsThoughTheBodyCatchesThatAndAsksAgain() {
        List<String> course = new ArrayList<>();
        try (Coroutine<String, Integer, Integer> coroutine = new Coroutine<>("test")) {
            coroutine.run(() -> {
                for (String each : List.of("a?", "b?")) {
                    try {
                        coroutine.ask(each);
                    } catch (RuntimeException e) {
                        course.add(each + " " + e.getMessage());
                    }
                }
                return 0;
            });
        }
        assertThat(course).containsExactly("a? nobody answers any more", "b? nobody answers any more");
    }
}
