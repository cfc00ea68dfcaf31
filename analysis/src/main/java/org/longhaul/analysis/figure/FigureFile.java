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
     * @throws IllegalArgumentException if the name ends in none of .svg, .png and .pdf
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
            } else if (name.endsWith(".pdf")) {
                PdfCanvas canvas = new PdfCanvas(width, height, title);
                drawing.accept(canvas);
                Files.write(file, canvas.document());
            } else {
                throw new IllegalArgumentException(
                        "A figure is written as .svg, .png or .pdf; " + file + " ends in none of them.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
