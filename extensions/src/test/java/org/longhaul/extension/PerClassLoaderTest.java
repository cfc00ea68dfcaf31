package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PerClassLoaderTest {
    private final AtomicInteger searches = new AtomicInteger();

    @Test
    void whatIsFoundIsKeptForItsClassLoaderAlone() throws IOException {
        PerClassLoader<Integer> found = new PerClassLoader<>(searches::incrementAndGet);
        assertThat(List.of(found.get(), found.get())).containsExactly(1, 1);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader other = new URLClassLoader(new URL[0], before)) {
            thread.setContextClassLoader(other);
            assertThat(List.of(found.get(), found.get())).containsExactly(2, 2);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(found.get()).isEqualTo(3);
    }

    @Test
    void aSearchThatFailsSaysWhyEachTime() {
        PerClassLoader<Integer> found = new PerClassLoader<>(() -> {
            throw new IllegalStateException("search " + searches.incrementAndGet());
        });
        assertThatThrownBy(found::get).isInstanceOf(IllegalStateException.class).hasMessage("search 1");
        assertThatThrownBy(found::get).isInstanceOf(IllegalStateException.class).hasMessage("search 2");
    }
}
