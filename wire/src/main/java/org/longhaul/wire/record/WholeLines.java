package org.longhaul.wire.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Files of which a line counts once its end is written: a process that is killed in the middle of one leaves those before it. */
public final class WholeLines {
    private WholeLines() {}

    /** Opens a file, or begins one, behind its last whole line. What a killed process left of the next is cut off. */
    public static FileChannel append(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long end = end(channel);
            channel.truncate(end);
            channel.position(end);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes up to the end of the last whole line. */
    private static long end(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (end > 0) {
            one.clear();
            if (channel.read(one, end - 1) == 1 && one.get(0) == '\n') {
                break;
            }
            end--;
        }
        return end;
    }

    /**
     * Reads the whole lines of a file, one after the other.
     *
     * @param taker of where a line is, such as {@code rank-0.jsonl, line 3}, and of the line
     */
    public static void read(Path file, BiConsumer<String, String> taker) throws IOException {
        boolean isCut = isCut(file);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            String line = lines.readLine();
            while (line != null) {
                number++;
                String next = lines.readLine();
                if (next != null || !isCut) {
                    taker.accept(file + ", line " + number, line);
                }
                line = next;
            }
        }
    }

    private static boolean isCut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }
}
