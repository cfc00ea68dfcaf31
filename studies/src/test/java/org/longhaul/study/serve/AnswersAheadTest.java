package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is answered before anybody asks. */
@NullUnmarked
final class AnswersAheadTest {
    private static PageRun.Summary run(String id, @Nullable Long up) {
        NetworkKnobs.Range recorded = new NetworkKnobs.Range(PageSetting.OWN, up, up, 20.0, 0.0, null, List.of());
        return new PageRun.Summary(id, id, null, id, null, List.of("ddp"), "ddp", 8, 100, List.of(1L), recorded, false);
    }

    @Test
    void eachRunIsAnsweredAsItWasRecordedAndThenOnOtherBandwidths() {
        List<PageSetting> answered = new ArrayList<>();

        new AnswersAhead(List.of(run("a", 1_000_000L), run("b", null)), answered::add, () -> false).run();

        assertThat(answered.subList(0, 2)).extracting(PageSetting::run).containsExactly("a", "b");
        assertThat(answered.subList(0, 2)).extracting(PageSetting::up).containsOnlyNulls();
        List<PageSetting> later = answered.subList(2, answered.size());
        assertThat(later).isNotEmpty().extracting(PageSetting::run).containsOnly("a");
        assertThat(later).doesNotHaveDuplicates().allMatch(setting -> setting.up()
                .equals(setting.down()));
        assertThat(later).anyMatch(setting -> setting.up() > 1_000_000).anyMatch(setting -> setting.up() < 1_000_000);
    }

    @Test
    void itWaitsWhileSomebodyAsks() {
        AtomicInteger looks = new AtomicInteger();
        List<Integer> looksBefore = new ArrayList<>();

        new AnswersAhead(
                        List.of(run("a", null)),
                        setting -> looksBefore.add(looks.get()),
                        () -> looks.incrementAndGet() < 3)
                .run();

        assertThat(looksBefore).containsExactly(3);
    }

    @Test
    void itEndsAtTheFirstRunThatCannotBeAnswered() {
        AtomicInteger asked = new AtomicInteger();

        new AnswersAhead(
                        List.of(run("a", 1_000_000L), run("b", 1_000_000L)),
                        setting -> {
                            asked.incrementAndGet();
                            throw new IllegalStateException("no");
                        },
                        () -> false)
                .run();

        assertThat(asked).hasValue(1);
    }

    @Test
    void whoClosesThePageEndsIt() {
        Thread.currentThread().interrupt();
        List<PageSetting> answered = new ArrayList<>();

        new AnswersAhead(List.of(run("a", 1_000_000L)), answered::add, () -> false).run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answered).isEmpty();
    }
}
