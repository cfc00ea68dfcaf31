package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaThreadsTest {
    /** An error, like any other failure, is thrown only when nobody uses the replicas any more. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
    void waitsForAllLanesBeforeItThrows(Class<? extends Throwable> type) {
        AtomicInteger finished = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        try (ReplicaThreads threads = new ReplicaThreads(3)) {
            assertThatThrownBy(() -> threads.run(3, item -> {
                        if (item == 0) {
                            failed.countDown();
                            throw failure(type);
                        }
                        await(failed);
                        finished.incrementAndGet();
                    }))
                    .isInstanceOf(type)
                    .hasMessage("lane 0");
            assertThat(finished).hasValue(2);
        }
    }

    private static RuntimeException failure(Class<? extends Throwable> type) {
        if (type == OutOfMemoryError.class) {
            throw new OutOfMemoryError("lane 0");
        }
        return new IllegalStateException("lane 0");
    }

    /** Well after the failure, so that a caller that does not wait is gone by then. */
    private static void await(CountDownLatch failed) {
        try {
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
