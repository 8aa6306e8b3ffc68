//! Tables: CSV and its relatives.
