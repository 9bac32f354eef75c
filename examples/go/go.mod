module thoihan.example

go 1.19
