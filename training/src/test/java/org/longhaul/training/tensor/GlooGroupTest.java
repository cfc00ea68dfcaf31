package org.longhaul.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member knows of its connections. */
@Timeout(60)
final class GlooGroupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A member is given up when it is not connected any more: whoever is must be found, however many share a process. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void eachIsConnectedWithEachUntilTheOthersClose(int size) {
        List<GlooGroup> groups = groups(size);
        for (int rank = 0; rank < size; rank++) {
            for (int other = 0; other < size; other++) {
                if (other != rank) {
                    assertThat(groups.get(rank).connectedWith(other, OpenSockets.now()))
                            .as("%d with %d", rank, other)
                            .isTrue();
                }
            }
        }
        // Whose an end is cannot be told apart within a process: all of the others close, and the first one does not.
        groups.subList(1, size).forEach(GlooGroup::close);
        assertThat(groups.get(0).connectedWith(1, OpenSockets.now())).isFalse();
        groups.get(0).close();
    }

    private static List<GlooGroup> groups(int size) {
        AddressBook book = new MapBook();
        List<CompletableFuture<GlooGroup>> coming = new ArrayList<>();
        for (int member = 0; member < size; member++) {
            int rank = member;
            CompletableFuture<GlooGroup> group = new CompletableFuture<>();
            coming.add(group);
            Thread thread = new Thread(() -> {
                try {
                    group.complete(
                            GlooGroup.connect("127.0.0.1", rank, size, book, Doorkeeper.NONE, PATIENCE, PATIENCE));
                } catch (RuntimeException e) {
                    group.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        return coming.stream().map(CompletableFuture::join).toList();
    }
}
