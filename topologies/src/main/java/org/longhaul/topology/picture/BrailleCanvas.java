package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A field of characters to draw on: lines of fine dots, two wide and four high in each character, and text over them. In
 * seven-bit characters a dot is a whole character.
 */
final class BrailleCanvas {
    private static final int BRAILLE = 0x2800;
    private static final int[][] DOT = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    private static final char FREE = '\0';

    private final int columns;
    private final int rows;
    private final boolean ascii;
    private final int[][] dots;
    private final char[][] text;

    BrailleCanvas(int columns, int rows, boolean ascii) {
        this.columns = columns;
        this.rows = rows;
        this.ascii = ascii;
        this.dots = new int[rows][columns];
        this.text = new char[rows][columns];
    }

    /** Draws a straight line; coordinates in dots. */
    void line(double x1, double y1, double x2, double y2) {
        int steps = (int) Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)));
        for (int i = 0; i <= steps; i++) {
            double share = steps == 0 ? 0 : (double) i / steps;
            dot((int) Math.round(x1 + share * (x2 - x1)), (int) Math.round(y1 + share * (y2 - y1)));
        }
    }

    private void dot(int x, int y) {
        int column = x / 2;
        int row = y / 4;
        if (x >= 0 && y >= 0 && column < columns && row < rows) {
            dots[row][column] |= DOT[y % 4][x % 2];
        }
    }

    /** Whether a text would stand on the field and over no other text, with a blank on both sides. */
    boolean isFree(int column, int row, int length) {
        if (row < 0 || row >= rows || column < 0 || column + length > columns) {
            return false;
        }
        for (int i = Math.max(0, column - 1); i < Math.min(columns, column + length + 1); i++) {
            if (text[row][i] != FREE) {
                return false;
            }
        }
        return true;
    }

    /** How many characters a text would hide lines in. */
    int hidden(int column, int row, int length) {
        int hidden = 0;
        for (int i = column; i < column + length; i++) {
            hidden += dots[row][i] == 0 ? 0 : 1;
        }
        return hidden;
    }

    /** Writes over whatever is there; what lies off the field is left out. */
    void write(int column, int row, String words) {
        for (int i = 0; i < words.length(); i++) {
            if (row >= 0 && row < rows && column + i >= 0 && column + i < columns) {
                text[row][column + i] = words.charAt(i);
            }
        }
    }

    /** The rows from the first to the last with something on it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            char[] line = new char[columns];
            Arrays.fill(line, ' ');
            for (int column = 0; column < columns; column++) {
                if (text[row][column] != FREE) {
                    line[column] = text[row][column];
                } else if (dots[row][column] != 0) {
                    line[column] = ascii ? '.' : (char) (BRAILLE + dots[row][column]);
                }
            }
            lines.add(new String(line).stripTrailing());
        }
        int first = 0;
        int last = lines.size();
        while (first < last && lines.get(first).isEmpty()) {
            first++;
        }
        while (last > first && lines.get(last - 1).isEmpty()) {
            last--;
        }
        return lines.subList(first, last);
    }
}
