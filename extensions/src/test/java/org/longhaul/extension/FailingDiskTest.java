package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

/** A file system that fails in the middle of a write: the old content stays, and nothing is left beside it. */
class FailingDiskTest {
    @TempDir
    private Path folder;

    @Test
    void aFullDiskLeavesTheOldContentAndNamesTheFile() throws IOException {
        Path file = folder.resolve("record.json");
        AtomicFiles.write(file, "old");
        Path temporary = folder.resolve("record.json.tmp");
        FileChannel full = mock(FileChannel.class);
        when(full.write(any(ByteBuffer.class))).thenAnswer(call -> {
            Files.writeString(temporary, "ne");
            throw new IOException("No space left on device");
        });
        try (MockedStatic<FileChannel> channels = mockStatic(FileChannel.class, CALLS_REAL_METHODS)) {
            channels.when(() -> FileChannel.open(eq(temporary), any(OpenOption[].class)))
                    .thenReturn(full);
            assertThatThrownBy(() -> AtomicFiles.write(file, "new"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(file + ": No space left on device");
        }
        assertThat(file).hasContent("old");
        assertThat(temporary).doesNotExist();
    }

    @Test
    void aDiskThatCannotForceWhatWasWrittenIsNotBelieved() throws IOException {
        Path file = folder.resolve("record.json");
        AtomicFiles.write(file, "old");
        FileChannel broken = mock(FileChannel.class);
        when(broken.write(any(ByteBuffer.class))).thenAnswer(call -> {
            ByteBuffer buffer = call.getArgument(0);
            buffer.position(buffer.limit());
            return buffer.limit();
        });
        doThrow(new IOException("Input/output error")).when(broken).force(true);
        try (MockedStatic<FileChannel> channels = mockStatic(FileChannel.class, CALLS_REAL_METHODS)) {
            channels.when(() -> FileChannel.open(eq(folder.resolve("record.json.tmp")), any(OpenOption[].class)))
                    .thenReturn(broken);
            assertThatThrownBy(() -> AtomicFiles.write(file, "new")).hasMessage(file + ": Input/output error");
        }
        assertThat(file).hasContent("old");
    }

    @Test
    void aFileSystemThatRefusesTheAtomicMoveKeepsTheOldContent() throws IOException {
        FileSystemProvider provider = mock(FileSystemProvider.class);
        FileSystem system = mock(FileSystem.class);
        when(system.provider()).thenReturn(provider);
        Path file = mock(Path.class);
        Path temporary = mock(Path.class);
        when(file.getFileSystem()).thenReturn(system);
        when(temporary.getFileSystem()).thenReturn(system);
        when(file.getFileName()).thenReturn(Path.of("record.json"));
        when(file.resolveSibling("record.json.tmp")).thenReturn(temporary);
        when(provider.newFileChannel(eq(temporary), any())).thenReturn(mock(FileChannel.class));
        when(provider.readAttributes(eq(file), any(Class.class), any())).thenThrow(new IOException("absent"));
        doThrow(new AtomicMoveNotSupportedException("record.json.tmp", "record.json", "across devices"))
                .when(provider)
                .move(eq(temporary), eq(file), any(CopyOption[].class));

        assertThatThrownBy(() -> AtomicFiles.write(file, new byte[0]))
                .isInstanceOf(AtomicMoveNotSupportedException.class)
                .hasMessageContaining("across devices");

        verify(provider).deleteIfExists(temporary);
        verify(provider, never()).delete(file);
    }
}
