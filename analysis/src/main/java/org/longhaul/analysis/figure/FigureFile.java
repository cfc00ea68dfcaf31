package org.longhaul.analysis.figure;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes figures in the format that the file's name ends in. */
final class FigureFile {

    private FigureFile() {}

    /**
     * Draws a figure into a file.
     *
     * @throws IllegalArgumentException if the name ends in neither .svg nor .png
     * @throws UncheckedIOException if the file cannot be written
     */
    static void write(Path file, int width, int height, String title, Consumer<Canvas> drawing) {
        String name = file.toString();
        try {
            if (name.endsWith(".svg")) {
                SvgCanvas canvas = new SvgCanvas(width, height, title);
                drawing.accept(canvas);
                Files.writeString(file, canvas.document());
            } else if (name.endsWith(".png")) {
                PngCanvas canvas = new PngCanvas(width, height);
                drawing.accept(canvas);
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    canvas.write(out);
                }
            } else {
                throw new IllegalArgumentException(file + " is neither .svg nor .png");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
