package ui.list;

import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;

final class RowAdapter {
    private final LayoutInflater inflater;

    RowAdapter(LayoutInflater inflater) {
        this.inflater = inflater;
    }

    View row(ViewGroup parent) {
        // not: decompress
        return inflater.inflate(42, parent, false);
    }
}
