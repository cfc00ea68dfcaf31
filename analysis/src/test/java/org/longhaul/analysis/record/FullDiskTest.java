package org.longhaul.analysis.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.mockito.MockedStatic;

/** The disk is full while a run's record is written. */
class FullDiskTest {

    @Test
    void theEarlierRecordIsStillReadAndTheMessageNamesTheFile(@TempDir Path directory) throws IOException {
        RunRecord earlier = DemoRun.create();
        Path file = directory.resolve("run.json");
        RunRecordJson.write(earlier, file);
        FileChannel full = mock(FileChannel.class);
        when(full.write(any(ByteBuffer.class))).thenThrow(new IOException("No space left on device"));
        try (MockedStatic<FileChannel> channels = mockStatic(FileChannel.class, CALLS_REAL_METHODS)) {
            channels.when(() -> FileChannel.open(eq(directory.resolve("run.json.tmp")), any(OpenOption[].class)))
                    .thenReturn(full);
            RunRecord later = DemoRun.run("later", "later", List.of(DemoRun.ddp()), List.of());
            assertThatThrownBy(() -> RunRecordJson.write(later, file))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("No space left on device");
        }
        assertThat(RunRecordJson.read(file)).isEqualTo(earlier);
    }
}
